/**
 * How long a request may take: as long as the gateway allows, or less where its caller says
 * so in the header Request-Timeout, in the syntax of Go's durations: 250ms, 1.5s, 1m30s.
 */

import { quoteRunes } from './quote.js';
import { Status } from './status.js';

/** Milliseconds of each unit. Unicode has two signs for micro, and both are in use. */
const UNITS = { ns: 1e-6, us: 1e-3, '\u00b5s': 1e-3, '\u03bcs': 1e-3, ms: 1, s: 1e3, m: 60e3, h: 3600e3 };
const DURATION = /^\+?(?:(?:\d+\.?\d*|\.\d+)(?:[nu\u00b5\u03bcm]s|[smh]))+$/;
/** Go counts nanoseconds in 63 bits. */
const LONGEST = 2 ** 63 / 1e6;

/**
 * @param {string | undefined} header Request-Timeout, one character a byte
 * @param {number} most in milliseconds
 * @returns {number} in milliseconds, above 0 and at most `most`
 * @throws {Status}
 */
export function timeoutOf(header, most) {
  if (header === undefined) {
    return most;
  }
  const bytes = Buffer.from(header, 'latin1');
  const timeout = milliseconds(bytes.toString());
  if (!(timeout > 0 && timeout < LONGEST)) {
    throw new Status('INVALID_ARGUMENT', `Request-Timeout: ${quoteRunes(bytes, 40)} is no time above 0; send one such as 250ms`, 'Request-Timeout');
  }
  return Math.min(timeout, most);
}

/** @param {string} text */
function milliseconds(text) {
  if (text.length > 64 || !DURATION.test(text)) {
    return NaN;
  }
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)([a-z\u00b5\u03bc]+)/g)) {
    sum += Number(number) * UNITS[/** @type {keyof UNITS} */ (unit)];
  }
  return sum;
}
