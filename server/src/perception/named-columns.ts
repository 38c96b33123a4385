import type { Mapping, TimeMapping } from './mapping.ts'

/** The columns that a mapping names outside its expressions. */
export function namedColumns({ entity, observedAt, describes = {}, attributes, columns = {} }: Mapping): string[] {
  const all = [...Object.values(describes), ...Object.values(attributes)]
  const named = [
    ...columnsIn(entity.id),
    ...columnsIn(entity.scope ?? ''),
    ...timeColumns(observedAt),
    ...Object.keys(columns),
    ...all.flatMap(({ column, point, observedAt: own }) => [
      ...(column === undefined ? [] : [column]),
      ...(point === undefined ? [] : [point.longitude, point.latitude]),
      ...timeColumns(own),
    ]),
  ]
  return [...new Set(named)]
}

const columnsIn = (template: string) => [...template.matchAll(/\{([^{}$]+)\}/g)].map(([, column = '']) => column)

const timeColumns = (time: TimeMapping | undefined) => time?.columns ?? []
