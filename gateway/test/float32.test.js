import assert from 'node:assert/strict';
import test from 'node:test';

import { shortest } from '../src/upstreams/float32.js';

for (const n of [0, 1, 5, 4.3, 3.98, 0.1, 4.333333, 4.3333335, 3.4028235e38, 1.1754944e-38, 16777216, 4194305.5]) {
  test(`shortest(fround(${n})) is ${n}`, () => assert.equal(shortest(Math.fround(n)), n));
}

test('no float is changed, and none gets more than nine digits', () => {
  const bits = new DataView(new ArrayBuffer(4));
  for (let i = 0, seed = 1; i < 10_000; i++) {
    bits.setUint32(0, (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0));
    const wide = bits.getFloat32(0);
    if (Number.isFinite(wide)) {
      const n = shortest(wide);
      assert.equal(Math.fround(n), wide);
      assert.ok(Number(n.toPrecision(9)) === n, `${wide} becomes ${n}`);
    }
  }
});
