// A file that the API answered, saved by the browser. It is no page of ours, so it is not opened in one.

/**
 * @param {Response} response
 * @param {string} name
 */
export async function save(response, name) {
  const address = URL.createObjectURL(await response.blob());
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser reads it after the click
}
