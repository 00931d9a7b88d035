/**
 * What the script tag gives to its later part, so that this has no copies of it: the same code, the same memory, and the browser's own
 * functions, as they were before the page could replace them. build.mjs reads the imports: what the later part imports of these modules
 * it takes from here, and the build fails where something is missing.
 */
import { isMine, kArrival, ready, stateOf } from './delivery/outbox-page';
import { listAll } from './delivery/list';
import { bytesOf } from './delivery/post';
import { isSilence, kLease, kLongestWish, kOut, kSilence, kStandIn, kTo, pack, readDestination, unpack } from './delivery/queue';
import { kNext } from './intake';
import { mayHave, read, write } from './personalise/changes';
import { isText, textsIn } from './personalise/copied-text';
import { restoreCopies } from './personalise/copies';
import { kWas } from './personalise/marks';
import { closes, formOf, keyOf, nameOf, rootOf } from './sensors/fields';
import { kTick } from './sensors/hold';
import { kAnswer, words } from './sensors/kit';
import { isCertain } from './sensors/press';
import { fromJson, ownly, toJson } from './tools/json';
import { fault } from './tools/safe';

export const kShared = {
  ...{ isMine, kArrival, ready, stateOf, listAll, bytesOf, isSilence, kLease, kLongestWish, kOut, kSilence, kStandIn, kTo, pack, readDestination, unpack },
  ...{ mayHave, read, write, isText, textsIn, restoreCopies, kNext, kWas, closes, formOf, keyOf, nameOf, rootOf, kTick, kAnswer, words, isCertain, fromJson, ownly, toJson, fault },
};
