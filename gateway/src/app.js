/** The public API: its routes, and what every request goes through. */

import express from 'express';

import { timeoutOf } from './deadline.js';
import { observe } from './observe.js';
import { sendProblem, sendProblemAs } from './problem.js';
import { quoteBytes } from './quote.js';
import { Status } from './status.js';

/** How long /ready waits for the service, in milliseconds: short, because probes are frequent. */
const READY_MS = 1000;

/**
 * @param {object} parts
 * @param {import('./upstreams/upstream.js').Upstream} parts.upstream
 * @param {(url: string) => import('./validate.js').Query} parts.readQuery
 * @param {number} parts.deadlineMs what a request may take, in milliseconds
 * @param {import('./metrics.js').Metrics} parts.metrics
 * @param {import('./logs.js').Log} parts.log
 * @param {number} parts.logEvery logs one request in so many; 0 logs none
 * @param {import('./drain.js').Drain} parts.drain
 */
export function createApp({ upstream, readQuery, deadlineMs, metrics, log, logEvery, drain }) {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // hashing every answer would cost more than it saves: callers do not revalidate
  app.set('query parser', false); // readQuery refuses what this would let pass
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(observe({ metrics, log, logEvery, drain }));

  /** @param {string} path @param {string} operation @param {import('express').RequestHandler} handler */
  const get = (path, operation, handler) => {
    /** @param {import('express').RequestHandler} answer @returns {import('express').RequestHandler} */
    const counted = (answer) => (req, res, next) => {
      res.locals.operation = operation;
      return answer(req, res, next);
    };
    app.route(path).get(counted(handler)).all(counted(notAllowed));
  };
  get('/recommendations', 'Recommend', async (req, res) => {
    const timeout = timeoutOf(req.get('Request-Timeout'), deadlineMs);
    const query = readQuery(req.url);
    const recommendations = await upstream.recommend(query, callOf(res, timeout));
    res.json({ status: 'success', recommendations });
  });
  get('/health', 'health', (_, res) => {
    res.json({ status: 'healthy' });
  });
  get('/ready', 'ready', async (_, res) => {
    if (drain.begun) {
      throw new Status('UNAVAILABLE', 'the gateway is stopping');
    }
    await upstream.ready(callOf(res, Math.min(READY_MS, deadlineMs))).catch((error) => {
      // The reason does not matter: a probe only needs to know whether to send requests.
      log.debug('not ready', { code: error.code, error: error.message });
      throw new Status('UNAVAILABLE', error.message);
    });
    res.json({ status: 'ready' });
  });
  get('/metrics', 'metrics', async (_, res) => {
    const { type, text } = await metrics.exposition();
    res.set('Content-Type', type).end(text);
  });
  app.use((req, res) => {
    sendProblemAs(res, 404, 'NOT_FOUND', `no such path: ${quoteBytes(Buffer.from(req.path, 'latin1'), 40)}`);
  });
  app.use(failed(log));
  return app;
}

/**
 * A call to the upstream that ends at its deadline, or when the caller has gone.
 * @param {import('express').Response} res
 * @param {number} timeout in milliseconds
 * @returns {import('./upstreams/upstream.js').Call}
 */
function callOf(res, timeout) {
  const gone = new AbortController();
  res.once('close', () => res.writableFinished || gone.abort());
  return { deadline: Date.now() + timeout, signal: gone.signal };
}

/** @param {import('express').Request} req @param {import('express').Response} res */
function notAllowed(req, res) {
  res.set('Allow', 'GET, HEAD');
  sendProblemAs(res, 405, 'UNIMPLEMENTED', `${JSON.stringify(req.method)} is not answered here; use GET, HEAD`);
}

/**
 * Answers for what a handler threw.
 * @param {import('./logs.js').Log} log
 * @returns {import('express').ErrorRequestHandler}
 */
function failed(log) {
  return (error, req, res, next) => {
    if (!(error instanceof Status)) {
      log.error('handler failed', { operation: res.locals.operation, error: String(error), stack: error?.stack });
    }
    if (res.headersSent) {
      next(error); // what was begun cannot be taken back: Express cuts the connection
      return;
    }
    sendProblem(res, error);
  };
}
