/** Formulas as MathML, which browsers draw and screen readers read, from terms that can be read in the code, too. */
import type { VNode } from 'preact'

/** `A_s` is A with the index s; a sum runs over its index. */
export type Term =
  | string
  | { readonly sum: string }
  | { readonly over: readonly [top: readonly Term[], bottom: readonly Term[]] }
  | { readonly power: readonly [base: readonly Term[], exponent: readonly Term[]] }

export function Formula({ terms }: { terms: readonly Term[] }) {
  return (
    <math display="block">
      <Row terms={terms} />
    </math>
  )
}

function Row({ terms }: { terms: readonly Term[] }) {
  return <mrow>{terms.map((term, i) => draw(term, i))}</mrow>
}

function draw(term: Term, key: number): VNode {
  if (typeof term === 'string') return drawWord(term, key)
  if ('sum' in term)
    return (
      <munder key={key}>
        <mo>{'∑'}</mo>
        <mi>{term.sum}</mi>
      </munder>
    )
  if ('over' in term)
    return (
      <mfrac key={key}>
        <Row terms={term.over[0]} />
        <Row terms={term.over[1]} />
      </mfrac>
    )
  return (
    <msup key={key}>
      <Row terms={term.power[0]} />
      <Row terms={term.power[1]} />
    </msup>
  )
}

function drawWord(word: string, key: number): VNode {
  const [base = '', index] = word.split('_')
  if (index !== undefined)
    return (
      <msub key={key}>
        <mi>{base}</mi>
        <mi>{index}</mi>
      </msub>
    )
  if (/^[\d.]+$/.test(word)) return <mn key={key}>{word}</mn>
  return /^\p{L}/u.test(word) ? <mi key={key}>{word}</mi> : <mo key={key}>{word}</mo>
}
