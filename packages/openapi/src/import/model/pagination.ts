import { own } from '../../document/json-object.ts'
import type { PaginationModel, ParameterModel, ResponseModel } from '../model.ts'
import type { Reading } from './reading.ts'

/** What documents call a member that has the next cursor. */
const NEXT = ['next_cursor', 'nextCursor', 'next_page_token', 'nextPageToken', 'next_token', 'nextToken']
const CURSORS = ['cursor', 'page_token', 'pageToken', 'next_token', 'nextToken']
const SIZES = ['per_page', 'perPage', 'page_size', 'pageSize', 'limit']

/** How the answers of a GET come in pages, where names leave no doubt. */
export function readPagination(
  query: readonly ParameterModel[],
  responses: readonly ResponseModel[],
  headers: unknown,
  { facts }: Reading,
): PaginationModel | undefined {
  const has = (names: readonly string[]): string | undefined =>
    names.find((name) => query.some((parameter) => parameter.name === name))
  const page = has(['page'])
  if (own(headers, 'Link') !== undefined || own(headers, 'link') !== undefined) return { kind: 'link', page }
  const success = responses.find(({ status }) => status === 200 || status === '2XX')
  const members = facts.propertiesOf(success?.schema)
  const next = NEXT.find((name) => members.has(name))
  const cursor = has(CURSORS)
  if (next !== undefined && cursor !== undefined) return { kind: 'cursor', cursor, next }
  const size = has(SIZES)
  return page !== undefined && size !== undefined ? { kind: 'page', page, size } : undefined
}
