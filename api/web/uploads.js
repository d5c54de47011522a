// Files for a screening: chosen, of a folder, or dropped, with folders among them.

/** @typedef {{name: string, file: File}} Upload `name` is its place in the folder */

/** What systems put into folders; the service leaves the same out of a ZIP. @param {Upload} upload */
const meant = ({ name }) => !name.includes('/') || !name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');

/** @param {Iterable<File>} files @returns {Upload[]} */
export const uploadsOf = (files) => [...files].map((file) => ({ name: file.webkitRelativePath || file.name, file })).filter(meant);

/** @param {DataTransfer} transfer @returns {Promise<Upload[]>} */
export async function droppedOf({ items, files }) {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null); // before the first await: then it is empty
  if (!entries.some((entry) => entry.isDirectory)) return uploadsOf(files);
  return (await Promise.all(entries.map(within))).flat().filter(meant);
}

/** @param {FileSystemEntry} entry @returns {Promise<Upload[]>} */
async function within(entry) {
  if (entry.isFile) {
    const file = await new Promise((/** @type {(file: File) => void} */ done, failed) => /** @type {FileSystemFileEntry} */ (entry).file(done, failed));
    return [{ name: entry.fullPath.slice(1), file }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {Upload[]} */
  const found = [];
  for (;;) {
    // a hundred at once, until there are none
    const some = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    found.push(...(await Promise.all(some.map(within))).flat());
  }
}
