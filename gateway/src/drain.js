/**
 * The end of a server without a lost request: it says that it is not ready, goes on for a
 * while, then takes no new connections and ends when the requests under way have.
 */

import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export class Drain {
  /** @type {Set<import('node:http').ServerResponse>} */
  #underWay = new Set();
  /** Whether the server is about to stop. */
  begun = false;

  /**
   * Counts an answer as under way until it is sent or its caller has gone. While the server
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
   * Resolves when the last answer is sent; true where none had to be cut off.
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
    // The server would wait for connections too that never brought a request.
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
