/** Stylesheets are imported for their effect: esbuild gathers them into dist/webview/<kind>.css. */
declare module "*.css";
