/**
 * Quotes bytes of a request as Go's strconv.Quote does, so that both APIs report the same mistake
 * in the same words. The result is printable and on one line.
 */

import { isUtf8 } from 'node:buffer';

const SHORT = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 34: '\\"', 92: '\\\\' };
const PRINTABLE = /^[ \p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

/**
 * @param {Buffer} bytes
 * @returns {string}
 */
export function quote(bytes) {
  return `"${Array.from(runes(bytes), escape).join('')}"`;
}

/**
 * Quotes at most so many bytes, with an ellipsis if there were more.
 * @param {Buffer} bytes
 * @param {number} most
 */
export function quoteBytes(bytes, most) {
  return bytes.length <= most ? quote(bytes) : quote(bytes.subarray(0, most)) + '…';
}

/**
 * Quotes at most so many characters, like the verb %.40q.
 * @param {Buffer} bytes
 * @param {number} most
 */
export function quoteRunes(bytes, most) {
  // A character has at most four bytes.
  const kept = Array.from(runes(bytes.subarray(0, 4 * most))).slice(0, most);
  return quote(Buffer.concat(kept));
}

/**
 * The characters one by one; a byte that is part of none stands for itself.
 * @param {Buffer} bytes
 */
function* runes(bytes) {
  for (let i = 0; i < bytes.length; ) {
    const length = [1, 2, 3, 4].find((n) => isUtf8(bytes.subarray(i, i + n))) ?? 1;
    yield bytes.subarray(i, i + length);
    i += length;
  }
}

/** @param {Buffer} rune */
function escape(rune) {
  const byte = rune[0];
  if (rune.length === 1 && (byte < 0x20 || byte >= 0x7f || byte in SHORT)) {
    return SHORT[/** @type {keyof SHORT} */ (byte)] ?? `\\x${hex(byte, 2)}`;
  }
  const character = rune.toString();
  if (PRINTABLE.test(character)) {
    return character;
  }
  const point = /** @type {number} */ (character.codePointAt(0));
  return point > 0xffff ? `\\U${hex(point, 8)}` : `\\u${hex(point, 4)}`;
}

/** @param {number} n @param {number} digits */
function hex(n, digits) {
  return n.toString(16).padStart(digits, '0');
}
