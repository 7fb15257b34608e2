/** A client that sends paths as they stand, and waits without sleeping. */

import assert from 'node:assert/strict';
import http from 'node:http';

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {http.IncomingHttpHeaders} headers
 * @property {string} body
 * @property {any} json the body, where it is JSON
 */

/**
 * @param {string} address host:port
 * @param {string} path sent as it stands, one character a byte
 * @param {http.RequestOptions} [options]
 * @returns {Promise<Reply>}
 */
export function ask(address, path, options = {}) {
  return new Promise((resolve, reject) => {
    const [host, port] = address.split(':');
    const request = http.request({ host, port, path, agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (body += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const json = /json/.test(response.headers['content-type'] ?? '') && body ? JSON.parse(body) : undefined;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, json });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

/** A good question. */
export const GOOD = '/recommendations?user_id=1&category=MYSTERY&max_results=2';

/**
 * The series of a program's metrics, such as `name{label="value"}`, with their values.
 * @param {string} address
 * @returns {Promise<Map<string, number>>}
 */
export async function series(address) {
  const { body } = await ask(address, '/metrics');
  const lines = body.split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

/**
 * Asks again and again until the answer is as wanted, for ten seconds at the most.
 * @template T
 * @param {string} what is waited for
 * @param {() => Promise<T | false | undefined | null>} question
 * @returns {Promise<T>} the first answer that is not falsy
 */
export async function until(what, question) {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const answer = await question();
    if (answer) {
      return answer;
    }
  }
  assert.fail(`${what}: not within 10 s`);
}
