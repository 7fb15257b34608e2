/** An upstream whose calls are counted, and whose troubles are logged. */

import { performance } from 'node:perf_hooks';

import { CODES, Status } from '../status.js';

/**
 * Wraps an upstream. A trouble is logged once when it begins and once when it is over, so that a
 * service that is down does not fill the disk.
 * @param {import('./upstream.js').Upstream} upstream
 * @param {import('../metrics.js').Metrics} metrics
 * @param {import('../logs.js').Log} log
 * @returns {import('./upstream.js').Upstream}
 */
export function watched(upstream, metrics, log) {
  const troubles = new Troubles(log);
  return {
    ...upstream,
    async recommend(query, call) {
      const begun = performance.now();
      metrics.upstreamBegin();
      let code = 'INTERNAL';
      try {
        const answer = await upstream.recommend(query, call);
        code = 'OK';
        troubles.over();
        return answer;
      } catch (error) {
        if (error instanceof Status) {
          code = error.code;
          troubles.saw(error);
        }
        throw error;
      } finally {
        metrics.upstreamEnd((performance.now() - begun) / 1000, code);
      }
    },
  };
}

class Troubles {
  #code = '';
  #requests = 0;
  #log;

  /** @param {import('../logs.js').Log} log */
  constructor(log) {
    this.#log = log;
  }

  /** @param {Status} error */
  saw(error) {
    if (error.code === 'CANCELLED' || !CODES[error.code].detail) {
      return; // the caller's own doing
    }
    this.#requests++;
    if (this.#code !== error.code) {
      this.#code = error.code;
      this.#log.warn('upstream fails', { code: error.code, error: error.message });
    }
  }

  over() {
    if (this.#requests > 0) {
      this.#log.info('upstream answers again', { code: this.#code, requests: this.#requests });
      this.#requests = 0;
      this.#code = '';
    }
  }
}
