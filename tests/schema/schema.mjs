// core/model.schema.json, and a validator of it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../wasm/load.mjs';

const Ajv = createRequire(join(root, 'web/package.json'))('ajv/dist/2020.js');

export const schema = JSON.parse(readFileSync(join(root, 'core/model.schema.json'), 'utf8'));

// A part under `if` or `then` may name members that stand in the whole; well-known fields are named
// beside the pattern of all, for completion.
export const ajv = new Ajv({ strict: true, strictRequired: false, strictTuples: false, allowUnionTypes: true, allowMatchingProperties: true });
// What editors understand beside the standard: better messages, texts to insert.
ajv.addVocabulary(['errorMessage', 'patternErrorMessage', 'enumDescriptions', 'defaultSnippets']);

/** Whether the schema accepts a model; `accepts.errors` says why not. */
export const accepts = ajv.compile(schema);
