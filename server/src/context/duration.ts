const form = /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
const secondsOf = [365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400, 3600, 60, 1]

/** An ISO 8601 duration in milliseconds, years and months taken as 365 and 30 days; undefined when it is none. */
export function readDuration(value: unknown): number | undefined {
  const parts = typeof value === 'string' ? form.exec(value)?.slice(1) : undefined
  return parts?.reduce((sum, part, index) => sum + Number(part ?? 0) * 1000 * (secondsOf[index] ?? 0), 0)
}
