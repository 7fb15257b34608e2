/**
 * The outcomes of a request as gRPC codes, and the HTTP status of each.
 */

/**
 * number is the code on gRPC's wire. detail is what a caller is told. Without one the caller gets
 * the service's own words, which are about the caller's request. Other words of the service are
 * only logged.
 * @typedef {{ number: number, http: number, detail?: string }} Meaning
 */

/** @type {Readonly<Record<string, Meaning>>} */
export const CODES = Object.freeze({
  OK: { number: 0, http: 200 },
  CANCELLED: { number: 1, http: 499, detail: 'the request was cancelled' },
  UNKNOWN: { number: 2, http: 502, detail: 'the book service failed and did not say why; the log of the gateway has what is known' },
  INVALID_ARGUMENT: { number: 3, http: 400 },
  DEADLINE_EXCEEDED: { number: 4, http: 504, detail: 'the book service did not answer in time; try again, or allow more time' },
  NOT_FOUND: { number: 5, http: 404 },
  ALREADY_EXISTS: { number: 6, http: 409 },
  PERMISSION_DENIED: { number: 7, http: 403, detail: 'the book service does not allow this' },
  RESOURCE_EXHAUSTED: { number: 8, http: 429, detail: 'the book service has too much to do; try again later' },
  FAILED_PRECONDITION: { number: 9, http: 400 },
  ABORTED: { number: 10, http: 409 },
  OUT_OF_RANGE: { number: 11, http: 400 },
  UNIMPLEMENTED: { number: 12, http: 501, detail: 'the book service cannot do this; it may be of another version' },
  INTERNAL: { number: 13, http: 502, detail: 'the book service failed; its log has the details' },
  UNAVAILABLE: { number: 14, http: 503, detail: 'the book service cannot be reached now; try again' },
  DATA_LOSS: { number: 15, http: 502, detail: 'the book service failed: data is lost; its log has the details' },
  UNAUTHENTICATED: { number: 16, http: 401, detail: 'the book service wants to know who asks' },
});

const NAMES = Object.keys(CODES);

/** @param {unknown} word */
export const isCode = (word) => NAMES.includes(String(word));

/** How a request was refused or failed. The message is meant for the log. */
export class Status extends Error {
  /**
   * @param {string} code a key of CODES; anything else is UNKNOWN
   * @param {string} message
   * @param {string} [field] the argument at fault, by its name in the request
   */
  constructor(code, message, field) {
    super(message);
    this.code = isCode(code) ? code : 'UNKNOWN';
    this.field = field;
  }
}

/**
 * The name of a code on gRPC's wire.
 * @param {number} number
 * @returns {string} UNKNOWN for a number without a name
 */
export function codeOfNumber(number) {
  return NAMES[number] ?? 'UNKNOWN';
}

/**
 * The code of an HTTP status without a problem document. A status that blames the request blames
 * the gateway, which made it, and is UNKNOWN to its caller.
 * @param {number} http
 * @returns {string}
 */
export function codeOfHTTP(http) {
  return NAMES.find((name) => CODES[name].http === http && CODES[name].detail) ?? 'UNKNOWN';
}
