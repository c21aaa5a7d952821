import sharp from "sharp";
import { decodeFull } from "/work/main/src/backend/dataset/image";
import { resizeSquare } from "/work/main/src/backend/dataset/resize";
async function main(){
const cells = Uint8Array.from({length:6*5*3},(_,i)=>(i*97)%256);
for (const [w,h] of [[50,40],[300,200],[64,64],[32,32]] as const) {
const png = await sharp(await sharp(cells,{raw:{width:6,height:5,channels:3}}).resize(w,h,{fit:"fill"}).png().toBuffer()).png().toBuffer();
const full = await decodeFull(png);
const ours = resizeSquare(full,64);
for (const kernel of ["linear","cubic","mitchell"] as const) {
const theirs = await sharp(png).resize(64,64,{fit:"fill",kernel,fastShrinkOnLoad:false}).raw().toBuffer();
let m=0,s=0; let where=0; ours.forEach((v,i)=>{const d=Math.abs(v-theirs[i]!); if(d>m){m=d;where=i}; s+=d});
console.log(w,h,kernel,m,s/ours.length, Math.floor(where/3)%64, Math.floor(where/192));
}}
}
main();
