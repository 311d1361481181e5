// Draws the charts of a page, and makes the picture of a page larger and smaller. Data stands in the page itself.
"use strict";

function options(chart) {
  const base = {
    title: { text: chart.title + "（" + chart.unit + "）", textStyle: { fontSize: 14 } },
    tooltip: { trigger: chart.kind === "pie" ? "item" : "axis", confine: true },
    legend: { bottom: 0, type: "scroll" },
    toolbox: { feature: { saveAsImage: { title: chart.save } } },
    color: ["#9a3324", "#1f5a7a", "#5d6b2f", "#b8860b", "#5b3a70", "#2f7f73", "#a0522d", "#44546a"],
    animation: false,
  };
  if (chart.kind === "pie") {
    base.legend = { show: false };
    base.series = [{ type: "pie", radius: ["30%", "65%"], data: chart.categories.map((name, i) => ({ name, value: chart.series[0].data[i] })) }];
    return base;
  }
  base.grid = { left: 8, right: 16, top: 44, bottom: 44, containLabel: true };
  base.xAxis = { type: "category", data: chart.categories, axisLabel: { interval: 0, width: 72, overflow: "truncate" } };
  base.yAxis = { type: "value" };
  base.series = chart.series.map((one) => ({ type: chart.kind, name: one.name, data: one.data }));
  return base;
}

function draw() {
  if (typeof echarts === "undefined") return;
  for (const place of document.querySelectorAll("[data-chart]")) {
    const drawn = echarts.init(place);
    drawn.setOption(options(JSON.parse(place.dataset.chart)));
    window.addEventListener("resize", () => drawn.resize());
  }
}

function enlarge(place) {
  place.classList.toggle("large");
}

// A page of another format may not be found again when it is printed: then the cells around the figure must do.
function without(picture) {
  const place = picture.closest("figure");
  const told = document.createElement("p");
  told.className = "note";
  told.textContent = place.dataset.else;
  place.replaceWith(told);
}

document.addEventListener("DOMContentLoaded", () => {
  draw();
  for (const picture of document.querySelectorAll("figure.page img")) {
    if (picture.complete && picture.src && !picture.naturalWidth && picture.loading !== "lazy") without(picture);
    picture.addEventListener("error", () => without(picture));
  }
  for (const place of document.querySelectorAll(".zoom")) {
    place.addEventListener("click", () => enlarge(place));
    place.addEventListener("keydown", (event) => {
      if (event.key === "Enter") enlarge(place);
    });
  }
});
