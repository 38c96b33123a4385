/** The chunks of a source until a signal says stop: then the next one is an error, even where the source would keep its reader waiting. */
export async function* stoppable<Chunk>(source: AsyncIterable<Chunk>, signal: AbortSignal): AsyncGenerator<Chunk> {
  const chunks = source[Symbol.asyncIterator]()
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  stopped.catch(() => undefined)
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    for (;;) {
      signal.throwIfAborted()
      const next = await Promise.race([chunks.next(), stopped])
      if (next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', stop)
    // Not awaited: the source may answer only when its next chunk comes.
    chunks.return?.(undefined).catch(() => undefined)
  }
}
