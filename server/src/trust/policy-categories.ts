import { name } from '#context'

/** How much harm it does when data gets about, from none to great. */
export type Category = 'public' | 'internal' | 'personal' | 'sensitive'

export const categories: readonly Category[] = ['public', 'internal', 'personal', 'sensitive']

/** What anybody may read: places, and what is measured in public space. */
export const openTypes = [
  'AdministrativeArea',
  'Settlement',
  'Facility',
  'OffStreetParking',
  'OnStreetParking',
  'AirQualityObserved',
  'WaterObserved',
  'WeatherObserved',
] as const

/** Types whose entities tell of one person. */
export const personTypes: Readonly<Partial<Record<string, Category>>> = {
  Person: 'personal',
  Patient: 'sensitive',
  Household: 'personal',
  Appointment: 'personal',
  CareRecord: 'sensitive',
  HealthRecord: 'sensitive',
  BenefitClaim: 'personal',
  Complaint: 'personal',
  PersonLocation: 'sensitive',
}

/** Attributes that tell of a person on whatever entity they stand. */
export const personAttributes: Readonly<Partial<Record<string, Category>>> = {
  nationalId: 'sensitive',
  nationalIdNumber: 'sensitive',
  passportNumber: 'sensitive',
  bankAccount: 'sensitive',
  biometric: 'sensitive',
  diagnosis: 'sensitive',
  disability: 'sensitive',
  ethnicity: 'sensitive',
  religion: 'sensitive',
  birthDate: 'personal',
  givenName: 'personal',
  familyName: 'personal',
  homeAddress: 'personal',
  refPerson: 'personal',
}

const byType = new Map<string, Category>([...openTypes.map((type) => [name(type), 'public'] as const), ...expanded(personTypes)])
const byAttribute = new Map<string, Category>(expanded(personAttributes))

/**
 * The gravest category among entities of these types (expanded): what no table knows is internal, and nothing at all is public.
 */
export function categoryOfTypes(types: readonly string[]): Category {
  let gravest: Category = 'public'
  for (const type of types) gravest = graver(gravest, byType.get(type) ?? 'internal')
  return gravest
}

/** What an attribute (expanded) adds, whatever the type; undefined where nothing. */
export const categoryOfAttribute = (attribute: string): Category | undefined => byAttribute.get(attribute)

export function graver(one: Category, other: Category): Category {
  return categories.indexOf(one) >= categories.indexOf(other) ? one : other
}

export const isAboutPeople = (category: Category): category is 'personal' | 'sensitive' =>
  category === 'personal' || category === 'sensitive'

function expanded(table: Readonly<Partial<Record<string, Category>>>): (readonly [string, Category])[] {
  return Object.entries(table).flatMap(([short, category]) => (category === undefined ? [] : [[name(short), category] as const]))
}
