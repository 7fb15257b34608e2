// See census.js.

import http from 'node:http';
import http2 from 'node:http2';
import v8 from 'node:v8';

// The class has no public name. A session that never connects gives one stream to ask.
const session = http2.connect('http://127.0.0.1:0').on('error', () => {});
const { constructor: ClientHttp2Stream } = session.request().on('error', () => {});
session.destroy();

const classes = { streams: ClientHttp2Stream, requests: http.ClientRequest, answers: http.ServerResponse };

/** @type {Record<string, () => object>} */
const answers = {
  held() {
    // Each collects all garbage first, more than once.
    const counts = Object.entries(classes).map(([name, constructor]) => [name, v8.queryObjects(constructor, { format: 'count' })]);
    return Object.fromEntries(counts);
  },
  memory() {
    globalThis.gc?.(); // --expose-gc brings it
    const { heapUsed, rss } = process.memoryUsage();
    return { heap: heapUsed, rss };
  },
};

process.on('message', (question) => process.send?.(answers[String(question)]()));
process.channel?.unref();
