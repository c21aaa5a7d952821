/** When the extension's code began to run; imported first, so that loading counts as activation. */
export const loadedAt = performance.now();
