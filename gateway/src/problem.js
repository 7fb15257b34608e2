/**
 * Errors as RFC 9457 problem documents, in the words of the REST service: type is left out
 * ("about:blank"), title is the status text, code is the gRPC code and field what is wrong.
 */

import { STATUS_CODES } from 'node:http';

import { CODES, Status } from './status.js';

/**
 * Tells the caller how its request failed. The second argument is what was thrown; anything but a
 * Status is an internal error, whose details the caller does not get.
 * @param {import('express').Response} res
 * @param {unknown} error
 */
export function sendProblem(res, error) {
  if (!(error instanceof Status)) {
    sendProblemAs(res, 500, 'INTERNAL', 'internal error; the log of the gateway has the details');
    return;
  }
  const { http, detail } = CODES[error.code];
  if (http === 503 || http === 429) {
    res.set('Retry-After', '1');
  }
  sendProblemAs(res, http, error.code, detail ?? error.message, error.field);
}

/**
 * @param {import('express').Response} res
 * @param {number} status
 * @param {string} code
 * @param {string} detail
 * @param {string} [field]
 */
export function sendProblemAs(res, status, code, detail, field) {
  res.locals.code = code;
  const { headers, body } = problem(status, code, detail, field);
  res.status(status).set(headers); // not res.send, which would add a charset that JSON does not have
  res.end(body);
}

/** The codes of what Node's parser refuses. */
const REFUSED = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'RESOURCE_EXHAUSTED', detail: 'the headers are too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'DEADLINE_EXCEEDED', detail: 'the request did not arrive in time' },
};
const NO_REQUEST = { status: 400, code: 'INVALID_ARGUMENT', detail: 'this is no request of HTTP/1.1' };

/**
 * Answers what is not an HTTP request, which Express does not see.
 * @param {Error & { code?: string }} error
 * @param {import('node:stream').Duplex} socket
 */
export function refuseRequest(error, socket) {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code, detail } = REFUSED[/** @type {keyof REFUSED} */ (error.code)] ?? NO_REQUEST;
  const { title, headers, body } = problem(status, code, detail);
  const lines = [`HTTP/1.1 ${status} ${title}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), 'Connection: close'];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** @param {number} status @param {string} code @param {string} detail @param {string} [field] */
function problem(status, code, detail, field) {
  const title = STATUS_CODES[status] ?? 'Client Closed Request';
  const body = Buffer.from(JSON.stringify({ title, status, detail, code, field }));
  return { title, body, headers: { 'Content-Type': 'application/problem+json', 'Content-Length': String(body.length) } };
}
