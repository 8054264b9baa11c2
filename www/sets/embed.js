// @ts-check
/** For frames on course pages: with `?embed=1` the page shows neither title nor tabs. The line with label and status stays. */

export function startEmbedding() {
  if (new URLSearchParams(location.search).get("embed") === "1") {
    document.documentElement.dataset.embed = "";
  }
}
