/** A token bucket: how many events a page may make. Told once a flood, not once an event. */

interface Bucket {
  /** Takes a token, if there is one. */
  take(now: number): boolean;
}

interface BucketOptions {
  /** At once. */
  size: number;
  perSecond: number;
  /** Runs `work` a little later. */
  later(work: () => void): void;
  /** A flood began a little ago: so many found no token since. */
  told(refused: number): void;
}

export function createBucket({ size, perSecond, later, told }: BucketOptions): Bucket {
  let tokens = size;
  let last = 0;
  let refused = 0;
  let flooded = false;
  return {
    take(now) {
      // A clock that was set back gives nothing, and takes nothing.
      tokens = Math.min(size, tokens + (Math.max(0, now - last) / 1000) * perSecond);
      last = now;
      if (tokens >= 1) {
        tokens--;
        flooded &&= tokens < size / 2;
        return true;
      }
      refused++;
      if (!flooded) {
        flooded = true;
        later(() => {
          told(refused);
          refused = 0;
        });
      }
      return false;
    },
  };
}
