"use strict";
(function () {
  // Without this script the page is complete: a clip then opens as highlights.mp4 at its place.
  var playing = null;

  function note(place, text) {
    var line = document.createElement("p");
    line.setAttribute("role", "status");
    line.textContent = text;
    place.replaceChildren(line);
  }

  function play(link) {
    var start = Number(link.dataset.start), end = Number(link.dataset.end);
    var place = link.nextElementSibling;
    if (!place) {
      place = document.createElement("div");
      link.after(place);
    }
    if (playing) { playing.pause(); }
    var video = document.createElement("video");
    video.controls = true;
    video.playsInline = true;
    video.preload = "auto";
    video.tabIndex = 0;
    video.setAttribute("aria-label", link.textContent);
    video.addEventListener("loadedmetadata", function () {
      video.currentTime = start;
      var started = video.play();
      if (started) { started.catch(function () {}); }
    });
    video.addEventListener("timeupdate", function () {
      if (!video.paused && video.currentTime >= end && !video.dataset.done) {
        video.dataset.done = "yes"; // once: afterwards the person decides
        video.pause();
      }
    });
    video.addEventListener("error", function () {
      note(place, "highlights.mp4 cannot be played. It should lie in the same folder as this page.");
    });
    video.src = "highlights.mp4";
    place.replaceChildren(video);
    playing = video;
    video.focus({ preventScroll: true });
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.play");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      play(link);
    }
  });

  function open() {
    var name = decodeURIComponent(location.hash.slice(1));
    var card = name ? document.getElementById(name) : null;
    if (card && card.tagName === "DETAILS") {
      card.open = true;
      card.scrollIntoView();
      card.querySelector("summary").focus({ preventScroll: true });
    }
  }
  window.addEventListener("hashchange", open);
  open();

  // On paper everything that a doctor should see is open.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.review:not([open]), details.gaps:not([open])").forEach(function (card) {
      card.open = true;
      opened.push(card);
    });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (card) { card.open = false; });
    opened = [];
  });
})();
