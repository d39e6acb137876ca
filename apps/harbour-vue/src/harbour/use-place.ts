import { type Place, placeOf, watchPlace } from 'harbour-room/harbour/place'
import type { ShallowRef } from 'vue'
import { useStore } from './use-store.ts'

/** The present place; follows the back button. */
export function usePlace(): Readonly<ShallowRef<Place>> {
  return useStore(watchPlace, () => placeOf(location.search))
}
