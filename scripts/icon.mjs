// Draws media/icon.png, the extension's icon in the marketplace, from the picture below.
// usage: node scripts/icon.mjs
import { writeFileSync } from "node:fs";
// eslint-disable-next-line no-restricted-imports -- the door is for pictures of data sets, this is a picture of ours
import sharp from "sharp";

const side = 256;

/** An eye whose pupil is a small network: what looks, and what learns. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 128 128">
  <rect width="128" height="128" rx="26" fill="#1f2937"/>
  <path d="M10 66C26 40 44 28 64 28s38 12 54 38c-16 26-34 38-54 38S26 92 10 66Z" fill="#f8fafc"/>
  <circle cx="64" cy="66" r="29" fill="#3b82f6"/>
  <circle cx="64" cy="66" r="17" fill="#0f172a"/>
  <g stroke="#93c5fd" stroke-width="2">
    <path d="M55 58 73 61M55 58 73 72M55 66 73 61M55 66 73 72M55 74 73 61M55 74 73 72"/>
  </g>
  <g fill="#f8fafc">
    <circle cx="55" cy="58" r="3"/><circle cx="55" cy="66" r="3"/><circle cx="55" cy="74" r="3"/>
    <circle cx="73" cy="61" r="3"/><circle cx="73" cy="72" r="3"/>
  </g>
</svg>`;

writeFileSync(
  "media/icon.png",
  await sharp(Buffer.from(icon)).png({ compressionLevel: 9, palette: true }).toBuffer(),
);
