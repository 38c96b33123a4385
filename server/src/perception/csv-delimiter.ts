const candidates = [',', ';', '\t', '|'] as const
const sampleLength = 64 * 1024

/** Finds out what separates the fields, from the first lines, and gives the whole text back. */
export async function findDelimiter(text: AsyncIterable<string>): Promise<{ delimiter: string; text: AsyncIterable<string> }> {
  const source = text[Symbol.asyncIterator]()
  let sample = ''
  while (sample.length < sampleLength) {
    const next = await source.next()
    if (next.done) break
    sample += next.value
  }
  return { delimiter: delimiterOf(sample), text: startWith(sample, source) }
}

/** The candidate that splits every line of a sample into the same number of fields, and most of them. */
export function delimiterOf(sample: string): string {
  const lines = sample
    .replaceAll(/"[^"]*"/g, '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .slice(0, 50)
  // The last line of a long sample is cut off.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines
  const scores = candidates.map((candidate) => {
    const counts = whole.map((line) => line.split(candidate).length)
    const most = Math.max(...counts)
    const usual = counts.filter((count) => count === counts[0]).length
    return { candidate, score: most === 1 ? 0 : usual / counts.length + most / 1_000_000 }
  })
  return scores.reduce((best, score) => (score.score > best.score ? score : best)).candidate
}

async function* startWith(sample: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield sample
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
