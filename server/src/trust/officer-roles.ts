/** What an officer may be asked to do; the gate's policies say what follows from it. */
export const officerRoles = [
  'administrator',
  'helper',
  'case-worker',
  'doctor',
  'planner',
  'data-steward',
  'data-protection',
] as const

export type OfficerRole = (typeof officerRoles)[number]

export const isRole = (text: string): text is OfficerRole => officerRoles.some((role) => role === text)

/** Whether one place is the other, or lies in it. */
export const liesIn = (path: string, above: string): boolean =>
  above === '/' || path === above || path.startsWith(`${above.replace(/\/$/, '')}/`)
