// Garbage is given back when told to, not when V8 thinks of it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { collectGarbage } from "../../../src/backend/util/collectGarbage";

describe("collecting garbage", () => {
  it("gives back a buffer that nobody holds, and keeps one that somebody does", async () => {
    const held = new Uint8Array(1000);
    const [ofHeld, ofOther] = [new WeakRef(held), new WeakRef(new Uint8Array(1000))];
    await setImmediate(); // what a reference was made to in this turn is not collected in it
    collectGarbage();
    assert.equal(ofOther.deref(), undefined);
    assert.equal(ofHeld.deref(), held);
  });
});
