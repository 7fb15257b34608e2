/**
 * Stops a server without losing a request: the server reports that it is not ready, goes on for a
 * while, then accepts no new connections and ends when the requests in progress have ended.
 */

import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export class Drain {
  /** @type {Set<import('node:http').ServerResponse>} */
  #underWay = new Set();
  /** Whether the server is about to stop. */
  begun = false;

  /**
   * Counts an answer as in progress until it is sent or its caller has gone. While the server
   * stops, each answer is the last of its connection.
   * @param {import('node:http').ServerResponse} res
   */
  add(res) {
    if (this.begun) {
      res.setHeader('Connection', 'close');
    }
    this.#underWay.add(res);
    res.once('close', () => this.#underWay.delete(res));
  }

  /**
   * Resolves when the last answer is sent, with true if none had to be cut off.
   * @param {import('node:http').Server} server
   * @param {{ delayMs: number, limitMs: number }} times how long to go on, and then to wait
   * @returns {Promise<boolean>}
   */
  async stop(server, { delayMs, limitMs }) {
    this.begun = true;
    for (const res of this.#underWay) {
      if (!res.headersSent) {
        res.setHeader('Connection', 'close');
      }
    }
    if (delayMs > 0) {
      await delay(delayMs);
    }
    server.close();
    const complete = await this.#last(limitMs);
    // The server would also wait for connections that have sent no request.
    server.closeAllConnections();
    return complete;
  }

  /** @param {number} limitMs */
  async #last(limitMs) {
    const signal = AbortSignal.timeout(limitMs);
    try {
      for (const res of this.#underWay) {
        await once(res, 'close', { signal });
      }
    } catch {
      return false;
    }
    return true;
  }
}
