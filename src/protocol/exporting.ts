/** Words of exports: a trained network as files that other programs read. */

/**
 * `onnx`: a graph for ONNX Runtime and its like; `safetensors`: the arrays under PyTorch's names;
 * `tfjs`: a graph model for TensorFlow.js.
 */
export type ExportFormat = "onnx" | "safetensors" | "tfjs";
export const EXPORT_FORMATS: readonly ExportFormat[] = ["onnx", "safetensors", "tfjs"];

export interface ExportRequest {
  /** Path of the run's folder. */
  readonly run: string;
  readonly format: ExportFormat;
  /** Path of the folder to make. It may be there if it is empty. */
  readonly directory: string;
  /** Whether an earlier export in the folder may be replaced; other files never are. Default false. */
  readonly replace?: boolean;
}

export interface ExportReport {
  readonly run: string;
  readonly format: ExportFormat;
  /** Absolute. */
  readonly directory: string;
  /** Sorted by name. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** The program beside the network that shows its use: one of the files. */
  readonly example: string;
}
