/**
 * Refuses what the services would refuse, by the same rules and in the same words, without asking
 * them.
 */

import { parseQuery } from './query.js';
import { quoteBytes, quoteRunes } from './quote.js';
import { Status } from './status.js';

/** @typedef {{ user_id: number, category: string, max_results: number }} Query */

const INT32 = { least: -(2 ** 31), most: 2 ** 31 - 1 };
const DEFAULT_MAX_RESULTS = 10;
const MAX_MAX_RESULTS = 100;

/**
 * Returns a reader of queries. Where several parameters are wrong, the first that cannot be
 * read is named, else the first of user_id, category, max_results.
 * @param {string[]} categories the names of the enum BookCategory; the first is unspecified
 * @returns {(url: string) => Query} throws a Status
 */
export function queryReader(categories) {
  const [unspecified, ...valid] = categories;
  const remedy = `send ${valid.slice(0, -1).join(', ')} or ${valid.at(-1)}`;
  return (url) => {
    const values = parseQuery(url);
    const userID = integer(values, 'user_id');
    const maxResults = integer(values, 'max_results');
    if (userID < 0) {
      throw refused('user_id', `${userID} is negative; send the id of a user, or 0 for a reader who is not signed in`);
    }
    const given = values.get('category') ?? Buffer.alloc(0);
    const category = given.toString();
    if (category === '' || category === unspecified) {
      throw refused('category', `"" names no category; ${remedy}`);
    }
    if (!valid.includes(category)) {
      throw refused('category', `${quoteBytes(given, 40)} is not a category; ${remedy}`);
    }
    if (maxResults < 0 || maxResults > MAX_MAX_RESULTS) {
      throw refused('max_results', `${maxResults} is out of range; send 1 to ${MAX_MAX_RESULTS}, or 0 for ${DEFAULT_MAX_RESULTS}`);
    }
    return { user_id: userID, category, max_results: maxResults };
  };
}

/**
 * A parameter that is missing or empty is 0, as in protobuf.
 * @param {Map<string, Buffer>} values
 * @param {string} name
 */
function integer(values, name) {
  const given = values.get(name);
  if (!given?.length) {
    return 0;
  }
  const text = given.toString('latin1');
  const n = Number(text);
  if (!/^[+-]?\d+$/.test(text) || n < INT32.least || n > INT32.most) {
    throw refused(name, `${quoteRunes(given, 40)} is no 32-bit integer`);
  }
  return n | 0; // -0 is 0
}

/** @param {string} field @param {string} detail */
function refused(field, detail) {
  return new Status('INVALID_ARGUMENT', `${field}: ${detail}`, field);
}
