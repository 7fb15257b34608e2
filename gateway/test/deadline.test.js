import assert from 'node:assert/strict';
import test from 'node:test';

import { timeoutOf } from '../src/deadline.js';

const bytes = (/** @type {string} */ text) => Buffer.from(text).toString('latin1');

for (const [header, want] of /** @type {[string | undefined, number][]} */ ([
  [undefined, 2000],
  ['250ms', 250],
  ['+1.5s', 1500],
  ['.5s', 500],
  ['1.s', 1000],
  ['1s250ms', 1250],
  ['100us', 0.1],
  [bytes('100\u00b5s'), 0.1],
  [bytes('100\u03bcs'), 0.1],
  ['2000000ns', 2],
  ['1h', 2000], // it may only lower what the gateway allows
])) {
  test(`Request-Timeout: ${header}`, () => assert.equal(timeoutOf(header, 2000), want));
}

for (const header of ['', '0', '0s', '-1s', '250', 'ms', '1 s', '1d', 's1', '1..s', '1e3ms', '250ms, 1s', '9223372037s', '1'.repeat(1e4) + 's', bytes('ü')]) {
  test(`Request-Timeout: ${header.slice(0, 40)} is refused`, () => {
    assert.throws(() => timeoutOf(header, 2000), { code: 'INVALID_ARGUMENT', field: 'Request-Timeout', message: /^Request-Timeout: ".{0,40}" is no time above 0; send one such as 250ms$/ });
  });
}
