// @ts-check

/** `data-network`: shown while the device has no network. */
export function watchNetwork() {
  const look = () => {
    for (const banner of document.querySelectorAll("[data-network]")) banner.toggleAttribute("hidden", navigator.onLine);
  };
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  if (!navigator.onLine) look();
}
