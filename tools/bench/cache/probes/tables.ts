import { join } from 'node:path'
import { type Client, clients } from '../clients/clients.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import { runAlone } from '../processes.ts'
import type { Flights } from './flights.ts'
import type { Memory } from './memory.ts'
import { type StoreFault, faults } from './store.ts'
import type { Truth } from './truth.ts'

/** What each cache does under the same probes: counts, which are exact, and times, which are not. */
export async function probes(): Promise<Table[]> {
  return [await flightsTable(), await truthTable(), await storeTable(), await memoryTable()]
}

async function flightsTable(): Promise<Table> {
  const rows: Row[] = []
  for (const client of clients) {
    const found = await probe<Flights>(client.name, 'flights')
    const { cold, stale, inWindow } = found
    const limit = client.packageName === undefined ? { limit: 1 } : {}
    const columns = {
      stale,
      'in the window': inWindow,
      'longest wait there, ms': Math.round(found.windowMs),
      'leader gone: follower gets': found.follower,
      'for requests': found.followerRequests,
      'follower let go after ms': Math.round(found.letGoMs),
    }
    rows.push({ name: shown(client), value: Math.max(cold, stale, inWindow), columns: { cold, ...columns }, ...limit })
  }
  return {
    title: 'Cache, flights: requests that the server gets for 50 calls at once',
    unit: 'most',
    rows,
    notes: [
      'Cold; stale with an ETag; in the window of stale-while-revalidate. A GET takes the server 100 ms.',
      '`leader gone`: the first of two callers gives up; what the other gets. `let go`: the second gives up.',
    ],
  }
}

async function truthTable(): Promise<Table> {
  const rows: Row[] = []
  for (const client of clients) {
    const found = await probe<Truth>(client.name, 'truth')
    const stale = [found.afterWrite, found.afterRace]
    const leaks = [found.inTurn, found.inTurnWithVary, found.atOnce, found.atOnceWithVary]
    const wrong = [...stale, ...leaks, !found.binaryIsIntact].filter(Boolean).length
    rows.push({
      name: shown(client),
      value: wrong,
      columns: {
        'after a write': found.afterWrite ? 'STALE' : 'right',
        'read under way': found.afterRace ? 'STALE' : 'right',
        'A then B': leak(found.inTurn),
        'with Vary': leak(found.inTurnWithVary),
        'A and B at once': leak(found.atOnce),
        'at once with Vary': leak(found.atOnceWithVary),
        'A again': found.sameUserHits ? 'hit' : 'no hit',
        binary: found.binaryIsIntact ? 'intact' : 'CORRUPT',
      },
      ...(client.packageName === undefined && { limit: 0 }),
    })
  }
  return {
    title: 'Cache, truth: old answers, answers of others, broken bytes',
    unit: 'wrong',
    rows,
    notes: [
      'All but the first are told that the cache is private, or know the user by a session. `read under way`: a GET is out,',
      'a PUT to the same URL comes back, then the GET; the next GET shows what was there before the PUT, or not.',
    ],
  }
}

function leak(isLeak: boolean): string {
  return isLeak ? 'LEAK' : 'safe'
}

async function storeTable(): Promise<Table> {
  const rows: Row[] = []
  for (const client of clients.filter((each) => each.isAskedAboutStore)) {
    const found: StoreFault[] = []
    for (const fault of faults) found.push(await probe<StoreFault>(client.name, 'store', fault))
    const columns = Object.fromEntries(found.map((each) => [each.fault, verdict(each)]))
    const without = found.reduce((sum, { failures, hangs }) => sum + failures + hangs, 0)
    const limit = client.packageName === undefined ? { limit: 0 } : {}
    rows.push({ name: shown(client), value: without, columns, ...limit })
  }
  return {
    title: 'Cache, a broken store: calls without an answer, of 12 for each fault',
    unit: 'calls',
    rows,
    notes: [
      'In brackets the longest wait and the last, in ms; a call has no answer after 1.5 s, and after two such the probe ends.',
      'make-fetch-happen takes no other store; @cacheable/net was not asked.',
    ],
  }
}

function verdict({ failures, hangs, longestMs, lastMs }: StoreFault): string {
  if (hangs > 0) return 'HANGS'
  return `${failures > 0 ? 'FAILS' : 'fine'} (${Math.round(longestMs)}, ${Math.round(lastMs)})`
}

async function memoryTable(): Promise<Table> {
  const rows: Row[] = []
  for (const client of clients.filter((each) => each.isAskedAboutMemory)) {
    const { heldBytes, firstKept, lastKept } = await probe<Memory>(client.name, 'memory')
    rows.push({
      name: shown(client),
      // Less than what the warm-up had left is nothing.
      value: Math.max(0, heldBytes / 2 ** 20),
      columns: { 'first 100 kept': firstKept, 'last 100 kept': lastKept },
      // The default bound of the memory tier.
      ...(client.packageName === undefined && { limit: 32 }),
    })
  }
  return {
    title: 'Cache, memory after 3,000 answers of 4 KiB',
    unit: 'MiB',
    rows,
    notes: [
      'Heap and buffers after a collection, less those before, server included. make-fetch-happen stores on disk.',
    ],
  }
}

function shown({ name, packageName }: Client): string {
  return packageName === undefined ? name : `${name} ${versionOf(packageName)}`
}

async function probe<T>(client: string, name: string, ...more: string[]): Promise<T> {
  return runAlone<T>(join(import.meta.dirname, 'one-probe.ts'), [client, name, ...more])
}
