// @ts-check
/** For frames on course pages: with `?embed=1` the page shows no header and no footer. The label stays. */

export function startEmbedding() {
  if (new URLSearchParams(location.search).get("embed") === "1") {
    document.documentElement.dataset.embed = "";
  }
}
