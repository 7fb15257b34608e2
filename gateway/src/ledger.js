/**
 * What the gateway does for a request, aspect by aspect: its rows of the equal-work ledger,
 * under the aspects that wiretax serve has. Each is made of what the gateway is built with.
 *
 * @typedef {{ aspect: string, when?: string, does: string }} Row
 */

import { createRequire } from 'node:module';
import os from 'node:os';
import tls from 'node:tls';
import v8 from 'node:v8';

const require = createRequire(import.meta.url);

/**
 * @param {object} parts
 * @param {import('node:http').Server} parts.server
 * @param {number} parts.maxHeaderSize of the server, in bytes, which does not tell
 * @param {import('express').Express} parts.app
 * @param {import('./upstreams/upstream.js').Upstream} parts.upstream
 * @param {string} parts.middleware what is done around every request
 * @param {number} parts.logEvery
 * @param {number} parts.deadlineMs
 * @returns {Row[]}
 */
export function ledgerOf({ server, maxHeaderSize, app, upstream, middleware, logEvery, deadlineMs }) {
  return [
    { aspect: 'service', does: `${moduleOf('express')} on node:http of Node.js ${process.version}, one process without workers` },
    { aspect: 'encoding', when: 'application/json', does: 'JSON, JSON.stringify' },
    { aspect: 'transport', when: 'HTTP/1.1', does: 'HTTP/1.1 keep-alive, every answer with its length' },
    { aspect: 'TLS', does: server instanceof tls.Server ? 'of node:https' : 'none' },
    { aspect: 'compression', does: 'none, not offered' },
    { aspect: 'entity tags', does: app.get('etag') ? 'a hash of each answer, and 304 where the client has it' : 'none' },
    { aspect: 'middleware', does: middleware },
    { aspect: 'goroutines of handlers', does: 'none: one thread runs all handlers' },
    { aspect: 'logs per request', does: logEvery > 0 ? `one request in ${logEvery}` : 'none' },
    { aspect: 'buffers and windows', when: 'HTTP/1.1', does: "no windows; buffers are the library's own" },
    {
      aspect: 'limits',
      does: `headers of ${size(maxHeaderSize)}, ${period(server.headersTimeout)} to send them, ${period(server.requestTimeout)} to send a request`,
    },
    { aspect: 'idle connections', does: `closed after ${period(server.keepAliveTimeout)} without a request` },
    { aspect: 'work beside the answer', does: 'none' },
    { aspect: 'upstream', does: `${upstream.does}; a deadline of ${period(deadlineMs)}` },
    { aspect: 'processors', does: `one thread for JavaScript, of ${os.availableParallelism()} processors` },
    { aspect: 'garbage collector', does: `V8's, for a heap of up to ${size(v8.getHeapStatistics().heap_size_limit)}` },
  ];
}

/**
 * A package with the version that is installed.
 * @param {string} name
 */
export function moduleOf(name) {
  return `${name} ${require(`${name}/package.json`).version}`;
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  while (unit < units.length - 1 && bytes > 0 && bytes % 1024 === 0) {
    bytes /= 1024;
    unit++;
  }
  return `${bytes} ${units[unit]}`;
}

/** @param {number} ms */
export function period(ms) {
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  return (minutes > 0 ? `${minutes}m` : '') + (seconds > 0 || minutes === 0 ? `${seconds}s` : '');
}
