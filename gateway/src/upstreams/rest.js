/** The REST service as an upstream, over HTTP/1.1 with connections that stay open. */

import http from 'node:http';
import https from 'node:https';

import { period } from '../ledger.js';
import { Status, codeOfHTTP, isCode } from '../status.js';
import { MAX_ANSWER_BYTES, publicFields } from './upstream.js';

/** @typedef {import('./upstream.js').Call} Call */

/**
 * How long a connection may stay without a request, in milliseconds: shorter than the
 * service's own limit, so that no request is sent just as the service closes.
 */
const IDLE_MS = 60_000;

/**
 * @param {object} options
 * @param {string} options.address host:port
 * @param {number} options.connections each carries one request at a time; more requests wait
 * @param {boolean} options.tls
 * @param {Buffer} [options.ca]
 * @returns {import('./upstream.js').Upstream}
 */
export function restUpstream({ address, connections, tls, ca }) {
  const { protocol, hostname, port } = new URL(`${tls ? 'https' : 'http'}://${address}`);
  const { Agent } = tls ? https : http;
  // Taking turns, as the calls over gRPC do, keeps every connection in use.
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections, scheduling: 'fifo', timeout: IDLE_MS, ca });
  const base = { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, agent };
  return {
    does:
      `the service by GET: node:http of Node.js ${process.version}, HTTP/1.1, ${tls ? 'TLS' : 'plaintext'}, no compression offered, JSON.parse, ` +
      `over up to ${agent.maxSockets} connections, which stay open for ${period(IDLE_MS)} without a request, without retries`,
    async recommend({ user_id, category, max_results }, call) {
      const answer = await get({ ...base, path: `/v1/recommendations?user_id=${user_id}&category=${category}&max_results=${max_results}` }, call);
      const { recommendations } = parse(answer);
      if (!Array.isArray(recommendations)) {
        throw new Status('INTERNAL', 'the answer has no list of recommendations');
      }
      return recommendations.map(publicFields);
    },
    async ready(call) {
      await get({ ...base, path: '/healthz' }, call);
    },
    close: () => agent.destroy(),
  };
}

/** @typedef {{ status: number, type: string, body: Buffer }} Answer */

/**
 * @param {http.RequestOptions} options
 * @param {Call} call
 * @returns {Promise<Buffer>} the body of a 200
 */
async function get(options, call) {
  const answer = await exchange(options, call);
  if (answer.status !== 200) {
    throw problemOf(answer);
  }
  return answer.body;
}

/**
 * @param {http.RequestOptions} options
 * @param {Call} call
 * @returns {Promise<Answer>}
 */
function exchange(options, { deadline, signal }) {
  return new Promise((resolve, reject) => {
    const left = deadline - Date.now();
    const headers = { Accept: 'application/json', 'Request-Timeout': `${Math.max(1, Math.ceil(left))}ms` };
    const request = (options.protocol === 'https:' ? https : http).request({ ...options, headers });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const fail = (/** @type {Status} */ status) => {
      settle();
      request.destroy();
      reject(status);
    };
    const cancel = () => fail(new Status('CANCELLED', 'the caller has gone'));
    const timer = setTimeout(() => fail(new Status('DEADLINE_EXCEEDED', `no answer in ${Math.round(left)} ms`)), left);
    signal.addEventListener('abort', cancel);
    request.on('error', (error) => fail(unavailable(error)));
    request.on('response', (response) => receive(response).then((answer) => (settle(), resolve(answer)), fail));
    request.end();
  });
}

/**
 * @param {http.IncomingMessage} response
 * @returns {Promise<Answer>} rejects with a Status
 */
function receive(response) {
  return new Promise((resolve, reject) => {
    /** @type {Buffer[]} */
    const chunks = [];
    let length = 0;
    response.on('data', (chunk) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) {
        reject(new Status('RESOURCE_EXHAUSTED', `the answer is larger than ${MAX_ANSWER_BYTES} bytes`));
      }
    });
    response.on('error', (error) => reject(unavailable(error)));
    response.on('end', () => {
      const { statusCode = 0, headers } = response;
      resolve({ status: statusCode, type: headers['content-type'] ?? '', body: Buffer.concat(chunks) });
    });
  });
}

/** @param {Error} error */
function unavailable(error) {
  return new Status('UNAVAILABLE', error.message || /** @type {any} */ (error).code);
}

/**
 * The service's reason for a refusal, in its own words if it gives any.
 * @param {Answer} answer
 */
function problemOf({ status, type, body }) {
  if (!type.startsWith('application/problem+json')) {
    return new Status(codeOfHTTP(status), `status ${status}`);
  }
  const { code, detail, field } = parse(body);
  return new Status(isCode(code) ? code : codeOfHTTP(status), String(detail), field);
}

/**
 * @param {Buffer} body
 * @returns {any} an object
 */
function parse(body) {
  try {
    return Object(JSON.parse(body.toString()));
  } catch (cause) {
    throw new Status('INTERNAL', `the answer is no JSON: ${/** @type {Error} */ (cause).message}`);
  }
}
