import { Invalid, NotFound } from '#kernel'

/** Where a node answers, and a key where it asks for one. */
export type NodeToAsk = { readonly url: string; readonly key?: string }
export type Out = { write(text: string): unknown }

/** In which form an answer is printed: a table for people, unless CSV or JSON is asked for. */
export type AnswerOptions = {
  readonly csv?: boolean
  readonly json?: boolean
  /** Which names to print. */
  readonly language?: string
}

/**
 * Prints what a running node answers.
 *
 * @param query what is undefined is not asked
 * @param draw the answer as a table for people
 * @throws NotFound or Invalid with the node's own words when it refuses; an Error when it does not answer
 */
export async function printAnswer<Answer>(
  node: NodeToAsk,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  { csv = false, json = false, language = 'en' }: AnswerOptions,
  out: Out,
  draw: (answer: Answer, language: string) => string,
): Promise<void> {
  const url = new URL(path, node.url)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  url.searchParams.set('format', csv ? 'csv' : 'json')
  const answer = await fetch(url, { headers: node.key === undefined ? {} : { authorization: `Bearer ${node.key}` } })
  const text = await answer.text()
  if (answer.status === 404) throw new NotFound((JSON.parse(text) as { detail: string }).detail)
  if (answer.status === 400) throw new Invalid((JSON.parse(text) as { detail: string }).detail)
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`)
  if (csv) out.write(text)
  else if (json) out.write(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`)
  else out.write(draw(JSON.parse(text) as Answer, language))
}

/** A name in a language, else in English, else in any. */
export const nameIn = (names: Readonly<Record<string, string>>, language: string, otherwise: string): string =>
  names[language] ?? names.en ?? Object.values(names)[0] ?? otherwise

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
