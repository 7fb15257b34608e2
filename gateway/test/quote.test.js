import assert from 'node:assert/strict';
import test from 'node:test';

import { quote, quoteBytes, quoteRunes } from '../src/quote.js';

// What Go's strconv.Quote gives, escapes and all.
for (const [text, want] of [
  ['', '""'],
  ['a b', '"a b"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['\x00\x07\b\t\n\v\f\r\x1b\x7f', '"\\x00\\a\\b\\t\\n\\v\\f\\r\\x1b\\x7f"'],
  ['Jørstad – 漢字 😀', '"Jørstad – 漢字 😀"'],
  ['\u0085\u00a0\u00ad\u200b\ufeff', '"\\u0085\\u00a0\\u00ad\\u200b\\ufeff"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['\ufffd', '"\ufffd"'],
]) {
  test(`quote(${JSON.stringify(text)})`, () => assert.equal(quote(Buffer.from(text)), want));
}

test('bytes that are no text are shown as bytes', () => {
  assert.equal(quote(Buffer.from([0x61, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80])), '"a\\xff\\xc3(\\xed\\xa0\\x80"');
});

test('what is long is cut, within a character too', () => {
  const euros = Buffer.from('€'.repeat(50));
  assert.equal(quoteBytes(euros, 40), `"${'€'.repeat(13)}\\xe2"…`);
  assert.equal(quoteRunes(euros, 40), `"${'€'.repeat(40)}"`);
});
