/** The service's contract, read from the proto files. */

import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

import { SERVICE_PROTO } from './config.js';

/** Names stay as written, enums are words, and fields that were not sent have their default. */
const OPTIONS = { keepCase: true, enums: String, longs: Number, defaults: true };

/**
 * The part of grpc.health.v1 that is used here. The project's own proto files do not have it.
 */
const HEALTH = {
  nested: {
    grpc: { nested: { health: { nested: { v1: { nested: {
      HealthCheckRequest: { fields: { service: { type: 'string', id: 1 } } },
      HealthCheckResponse: {
        fields: { status: { type: 'ServingStatus', id: 1 } },
        nested: { ServingStatus: { values: { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } } },
      },
      Health: { methods: { Check: { requestType: 'HealthCheckRequest', responseType: 'HealthCheckResponse' } } },
    } } } } } },
  },
};

/**
 * @typedef {object} Contract
 * @property {grpc.ServiceClientConstructor} Recommendations the client of the service
 * @property {string} service its full name
 * @property {grpc.MethodDefinition<any, any>} healthCheck
 * @property {string[]} categories the names of the enum BookCategory, by their numbers
 */

/**
 * @param {string} folder of the proto files
 * @returns {Contract}
 */
export function loadContract(folder) {
  const definition = protoLoader.loadSync(SERVICE_PROTO, { ...OPTIONS, includeDirs: [folder] });
  const service = 'catalog.v1.RecommendationService';
  const health = protoLoader.fromJSON(/** @type {any} */ (HEALTH), OPTIONS);
  return {
    Recommendations: grpc.makeClientConstructor(/** @type {any} */ (definition[service]), service),
    service,
    healthCheck: /** @type {any} */ (health['grpc.health.v1.Health']).Check,
    categories: /** @type {any} */ (definition['catalog.v1.BookCategory']).type.value
      .toSorted((/** @type {any} */ a, /** @type {any} */ b) => a.number - b.number)
      .map((/** @type {any} */ value) => value.name),
  };
}
