/**
 * The metrics of the gateway. Every label comes from a closed set, and every series stands
 * from the start, so that nothing a caller sends can add one.
 */

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

import { CODES } from './status.js';

/** What a request is for; anything that the gateway does not answer is other. */
export const OPERATIONS = ['Recommend', 'health', 'ready', 'metrics', 'other'];

/** From 100 µs, less than a request takes here, to 2.5 s, more than one may take by default. */
const BUCKETS = [1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export class Metrics {
  #registry = new Registry();
  #inFlight;
  #upstreamInFlight;
  #upstreamDuration;
  /** @type {Map<string, { duration: any, codes: Map<string, any> }>} */
  #operations = new Map();
  /** @type {Map<string, any>} */
  #upstreamCodes = new Map();

  /** @param {string} upstreamName grpc or rest */
  constructor(upstreamName) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    const requests = new Counter({
      name: 'wiretax_gateway_requests_total', registers, labelNames: ['operation', 'code'],
      help: 'Requests answered, by operation and outcome in the words of gRPC.',
    });
    const duration = new Histogram({
      name: 'wiretax_gateway_request_duration_seconds', registers, labelNames: ['operation'], buckets: BUCKETS,
      help: 'Time from the headers of a request to the end of its answer.',
    });
    this.#inFlight = new Gauge({
      name: 'wiretax_gateway_requests_in_flight', registers,
      help: 'Requests begun and not yet answered.',
    });
    const labelNames = ['upstream'];
    const upstream = { upstream: upstreamName };
    const calls = new Counter({
      name: 'wiretax_gateway_upstream_requests_total', registers, labelNames: ['upstream', 'code'],
      help: 'Questions to the service behind the gateway, by outcome in the words of gRPC.',
    });
    const upstreamDuration = new Histogram({
      name: 'wiretax_gateway_upstream_duration_seconds', registers, labelNames, buckets: BUCKETS,
      help: 'Time that a question to the service took.',
    });
    upstreamDuration.zero(upstream);
    this.#upstreamDuration = upstreamDuration.labels(upstream);
    this.#upstreamInFlight = started(new Gauge({
      name: 'wiretax_gateway_upstream_requests_in_flight', registers, labelNames,
      help: 'Questions to the service that are not answered yet.',
    }).labels(upstream));
    for (const operation of OPERATIONS) {
      const codes = new Map(Object.keys(CODES).map((code) => [code, started(requests.labels({ operation, code }))]));
      duration.zero({ operation });
      this.#operations.set(operation, { duration: duration.labels({ operation }), codes });
    }
    for (const code of Object.keys(CODES)) {
      this.#upstreamCodes.set(code, started(calls.labels({ ...upstream, code })));
    }
  }

  /** Counts a request as in flight. */
  begin() {
    this.#inFlight.inc();
  }

  /**
   * Counts the end of a request that begin counted.
   * @param {string} operation @param {number} seconds @param {string} code
   */
  end(operation, seconds, code) {
    this.#inFlight.dec();
    const { duration, codes } = /** @type {any} */ (this.#operations.get(operation));
    duration.observe(seconds);
    codes.get(code).inc();
  }

  /** Counts a question to the service as in flight. */
  upstreamBegin() {
    this.#upstreamInFlight.inc();
  }

  /**
   * Counts the end of a question that upstreamBegin counted.
   * @param {number} seconds @param {string} code
   */
  upstreamEnd(seconds, code) {
    this.#upstreamInFlight.dec();
    this.#upstreamDuration.observe(seconds);
    this.#upstreamCodes.get(code).inc();
  }

  /** The text format of Prometheus, with its content type. */
  async exposition() {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}

/** @param {any} metric whose series shall stand before the first event */
function started(metric) {
  metric.inc(0);
  return metric;
}
