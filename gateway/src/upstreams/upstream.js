/**
 * What the gateway asks of the service behind it, over gRPC or REST.
 *
 * @typedef {object} Upstream
 * @property {(query: import('../validate.js').Query, call: Call) => Promise<Recommendation[]>} recommend
 *   rejects with a Status
 * @property {(call: Call) => Promise<void>} ready resolves where the service serves
 * @property {string} does how the service is asked, as a row of the ledger says it
 * @property {() => void} close ends the connections; calls under way end with them
 */

/**
 * @typedef {object} Call
 * @property {number} deadline in milliseconds since 1970, when the call is over with DEADLINE_EXCEEDED
 * @property {AbortSignal} signal ends the call with CANCELLED
 */

/**
 * @typedef {object} Recommendation
 * @property {number} id
 * @property {string} title
 * @property {string} author
 * @property {number} rating
 * @property {string} description
 */

/** The largest answer that is read, in bytes, whichever the upstream. */
export const MAX_ANSWER_BYTES = 4 << 20;

/**
 * The fields of the public API; the services may add to theirs.
 * @param {Recommendation} book
 * @returns {Recommendation}
 */
export function publicFields({ id, title, author, rating, description }) {
  return { id, title, author, rating, description };
}
