import { beforeEach, describe, expect, it, vi } from 'vitest';

// A stream that the test opens, breaks and refuses by hand.
class Stream {
  static readonly CLOSED = 2;
  static all: Stream[] = [];
  readyState = 0;
  onopen?: () => void;
  onerror?: () => void;
  constructor() {
    Stream.all.push(this);
  }
  addEventListener() {}
  close() {}
}

describe('what is on a page when a stream begins', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('window', {}); // one tab alone
    vi.stubGlobal('navigator', { languages: ['en'] });
    vi.stubGlobal('EventSource', Stream);
    Stream.all = [];
  });

  it('is asked for again, since the stream does not tell what happened before it', async () => {
    const { queries } = await import('../../../web/src/api/queries');
    const { beginListening } = await import('../../../web/src/shell/live');
    const isOld = () => queries.getQueryState(['ticket'])?.isInvalidated;
    queries.setQueryData(['ticket'], 'with nobody');
    beginListening();
    expect(isOld()).toBe(false);
    Stream.all[0]?.onopen?.();
    expect(isOld()).toBe(true);

    // A line that broke goes on where it was: the browser says how far it had heard.
    queries.setQueryData(['ticket'], 'with the desk');
    Stream.all[0]?.onerror?.();
    Stream.all[0]?.onopen?.();
    expect(isOld()).toBe(false);

    // After a refusal another begins.
    if (Stream.all[0]) Stream.all[0].readyState = Stream.CLOSED;
    Stream.all[0]?.onerror?.();
    vi.advanceTimersByTime(1000);
    expect(Stream.all).toHaveLength(2);
    Stream.all[1]?.onopen?.();
    expect(isOld()).toBe(true);
  });
});
