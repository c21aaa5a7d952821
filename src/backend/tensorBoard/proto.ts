/**
 * The part of TensorBoard's messages that we write: event.proto and summary.proto of
 * github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto, and the hparams plugin's
 * plugin_data.proto and api.proto.
 */
import protobuf from "protobufjs/light";
import type { Leaf } from "../util/leaves";

/** A number under a name. */
export interface Scalar {
  readonly tag: string;
  readonly value: number;
}

/** What all events have: when, in seconds of the epoch, and at which step. */
export interface Moment {
  readonly wallTime: number;
  readonly step: number;
}

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: "repeated", type, id });

const ROOT = protobuf.Root.fromJSON({
  nested: {
    Event: {
      oneofs: { what: { oneof: ["fileVersion", "summary"] } },
      fields: {
        wallTime: field("double", 1),
        step: field("int64", 2),
        fileVersion: field("string", 3),
        summary: field("Summary", 5),
      },
    },
    Summary: { fields: { value: repeated("SummaryValue", 1) } },
    SummaryValue: {
      oneofs: { value: { oneof: ["simpleValue", "tensor"] } },
      fields: {
        tag: field("string", 1),
        simpleValue: field("float", 2),
        tensor: field("TensorProto", 8),
        metadata: field("SummaryMetadata", 9),
      },
    },
    TensorProto: { fields: { dtype: field("int32", 1), shape: field("TensorShapeProto", 2) } },
    TensorShapeProto: { fields: {} },
    SummaryMetadata: { fields: { pluginData: field("PluginData", 1) } },
    PluginData: { fields: { pluginName: field("string", 1), content: field("bytes", 2) } },
    HParamsPluginData: { fields: { sessionStartInfo: field("SessionStartInfo", 3) } },
    SessionStartInfo: {
      fields: {
        hparams: repeated("Setting", 1),
        startTimeSecs: field("double", 5),
      },
    },
    // an entry of map<string, google.protobuf.Value>
    Setting: { fields: { key: field("string", 1), value: field("Value", 2) } },
    Value: {
      oneofs: { kind: { oneof: ["numberValue", "stringValue", "boolValue"] } },
      fields: {
        numberValue: field("double", 2),
        stringValue: field("string", 3),
        boolValue: field("bool", 4),
      },
    },
  },
});

const EVENT = ROOT.lookupType("Event");
const HPARAMS = ROOT.lookupType("HParamsPluginData");

/** What the first event of a file must say. */
const FILE_VERSION = "brain.Event:2";

/** The hparams plugin's name for a summary that says a run's settings. */
const SESSION_START = "_hparams_/session_start_info";

/** DataType.DT_FLOAT: the plugin's summaries carry an empty tensor of it. */
const FLOAT = 1;

/** The event that a file begins with. */
export function encodeVersion(wallTime: number): Uint8Array {
  return EVENT.encode({ wallTime, fileVersion: FILE_VERSION }).finish();
}

/** An event of scalars, as 32-bit numbers. */
export function encodeScalars({ wallTime, step }: Moment, scalars: readonly Scalar[]): Uint8Array {
  const value = scalars.map(({ tag, value: simpleValue }) => ({ tag, simpleValue }));
  return EVENT.encode({ wallTime, step, summary: { value } }).finish();
}

function settingValue(setting: Leaf) {
  if (typeof setting === "number") return { numberValue: setting };
  return typeof setting === "boolean" ? { boolValue: setting } : { stringValue: setting };
}

/** An event of a run's settings, for TensorBoard's table of hyperparameters. */
export function encodeSettings(
  wallTime: number,
  settings: readonly (readonly [string, Leaf])[],
): Uint8Array {
  const hparams = settings.map(([key, each]) => ({ key, value: settingValue(each) }));
  const start = { sessionStartInfo: { hparams, startTimeSecs: wallTime } };
  const metadata = {
    pluginData: { pluginName: "hparams", content: HPARAMS.encode(start).finish() },
  };
  const tensor = { dtype: FLOAT, shape: {} };
  const value = [{ tag: SESSION_START, tensor, metadata }];
  return EVENT.encode({ wallTime, summary: { value } }).finish();
}
