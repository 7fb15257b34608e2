/**
 * Reads a query string by the rules of Go's url.ParseQuery, which the REST service uses.
 * URLSearchParams accepts everything: it would answer another question than the one asked, where
 * the REST service refuses.
 */

import { quote } from './quote.js';
import { Status } from './status.js';

/**
 * The first value of each parameter, as bytes: it need not be UTF-8.
 * @param {string} url of the request line, one character a byte, as node:http has it
 * @returns {Map<string, Buffer>}
 * @throws {Status}
 */
export function parseQuery(url) {
  /** @type {Map<string, Buffer>} */
  const values = new Map();
  const start = url.indexOf('?');
  if (start < 0) {
    return values;
  }
  const query = url.slice(start + 1);
  if (query.includes(';')) {
    throw refused('invalid semicolon separator in query');
  }
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    const name = unescape(equals < 0 ? part : part.slice(0, equals)).toString();
    const value = unescape(equals < 0 ? '' : part.slice(equals + 1));
    if (!values.has(name)) {
      values.set(name, value);
    }
  }
  return values;
}

/** @param {string} text */
function unescape(text) {
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text);
  if (wrong) {
    throw refused(`invalid URL escape ${quote(Buffer.from(wrong[0], 'latin1'))}`);
  }
  const plain = text.replaceAll('+', ' ').replace(/%(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

/** @param {string} detail */
function refused(detail) {
  return new Status('INVALID_ARGUMENT', `query: ${detail}`, 'query');
}
