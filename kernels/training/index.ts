/**
 * What a training step does on the processor beside products of matrices. AssemblyScript; `npm run
 * kernels` compiles this folder into src/backend/engine/kernels/kernelModule.ts.
 *
 * Arguments are addresses in the imported memory and counts. Numbers are float32 unless said. Pictures
 * lie as [batch, height, width, channels], and channels are a multiple of 4 unless said.
 */
export { adam, squares } from "./adam";
export { depthwiseBackward, depthwiseForward, depthwiseWeights } from "./depthwise";
export { channelSums, normBackward, normForward, normSums } from "./norm";
export {
  addTo,
  fold,
  lookUp,
  maxPoolBackward,
  maxPoolForward,
  meanBackward,
  meanForward,
  transpose,
  unfold,
} from "./patches";
export { poolBackward, poolForward } from "./pooledNorm";
export {
  winogradInput,
  winogradInputGradient,
  winogradOutput,
  winogradOutputGradient,
} from "./winograd";
export { winogradWeights, winogradWeightsGradient } from "./winogradWeights";
