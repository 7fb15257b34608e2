/** Counts every request, and logs some. */

import { performance } from 'node:perf_hooks';

import { moduleOf } from './ledger.js';
import { sampler } from './logs.js';

/** What observe does around every request, in the words of the ledger. */
export const OBSERVES = `one function before every route: metrics (${moduleOf('prom-client')})`;

/**
 * Handlers say in res.locals.operation what a request is for, and in res.locals.code how it
 * ended if that is not OK.
 * @param {object} parts
 * @param {import('./metrics.js').Metrics} parts.metrics
 * @param {import('./logs.js').Log} parts.log
 * @param {number} parts.logEvery
 * @param {import('./drain.js').Drain} parts.drain
 * @returns {import('express').RequestHandler}
 */
export function observe({ metrics, log, logEvery, drain }) {
  const sampled = sampler(logEvery);
  return (req, res, next) => {
    const begun = performance.now();
    metrics.begin();
    drain.add(res);
    // This event comes once for every answer, also if the caller left before it.
    res.once('close', () => {
      const seconds = (performance.now() - begun) / 1000;
      const { operation = 'other', code = 'OK' } = res.locals;
      const outcome = res.writableFinished ? code : 'CANCELLED';
      metrics.end(operation, seconds, outcome);
      if (sampled()) {
        log.info('request', { operation, method: req.method, status: res.statusCode, code: outcome, seconds });
      }
    });
    next();
  };
}
