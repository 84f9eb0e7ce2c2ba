/** Named views with their layers, in this browser. */
import { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import { readPreference, writePreference } from '../../services/preferences.ts';

const BookmarkSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** fragment of the address: the same text as in a shared link */
  hash: z.string(),
});
export type Bookmark = z.infer<typeof BookmarkSchema>;

export interface BookmarksState {
  readonly bookmarks: readonly Bookmark[];
  readonly kept: boolean;
}

export const bookmarksStore = createStore<BookmarksState>(() => ({
  bookmarks: readPreference('bookmarks', z.array(BookmarkSchema)) ?? [],
  kept: true,
}));

function put(bookmarks: readonly Bookmark[]): void {
  bookmarksStore.setState({ bookmarks, kept: writePreference('bookmarks', bookmarks) });
}

export function addBookmark(name: string, hash: string): void {
  put([...bookmarksStore.getState().bookmarks, { id: crypto.randomUUID(), name, hash }]);
}

export function removeBookmark(id: string): void {
  put(bookmarksStore.getState().bookmarks.filter((each) => each.id !== id));
}
