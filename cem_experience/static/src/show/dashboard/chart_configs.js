/** Configurations of Chart.js, from rows that are ready to be drawn. */

// Height of a name in the importance-performance chart
const LINE = 13;
const NO_LEGEND = {legend: {display: false}};

/** A line with its interval as a band; where nothing may be shown there is a gap. */
export function trendConfig({months, points, min, max, text}, colours) {
    const dataset = (name, more) => ({
        data: points.map((point) => point[name]),
        borderColor: colours.line,
        pointRadius: 0,
        borderWidth: 0,
        spanGaps: false,
        ...more,
    });
    return {
        type: "line",
        data: {
            labels: months,
            datasets: [
                dataset("value", {
                    borderWidth: 2,
                    pointRadius: 4,
                    pointHoverRadius: 6,
                    backgroundColor: colours.line,
                }),
                dataset("low", {pointHitRadius: 0}),
                dataset("high", {
                    fill: "-1",
                    backgroundColor: colours.band,
                    pointHitRadius: 0,
                }),
            ],
        },
        options: {
            scales: {x: {}, y: {suggestedMin: min, suggestedMax: max}},
            plugins: {
                ...NO_LEGEND,
                tooltip: {
                    filter: (item) => item.datasetIndex === 0,
                    displayColors: false,
                    callbacks: {label: (item) => text(points[item.dataIndex])},
                },
            },
        },
    };
}

/** Lines across the importance-performance chart. */
const crossHair = ({experience, importance}, colours) => ({
    id: "cemCrossHair",
    beforeDatasetsDraw({ctx, chartArea, scales}) {
        const x = scales.x.getPixelForValue(experience);
        const y = scales.y.getPixelForValue(importance);
        ctx.save();
        ctx.strokeStyle = colours.text;
        ctx.setLineDash([4, 4]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.moveTo(chartArea.left, y);
        ctx.lineTo(chartArea.right, y);
        ctx.stroke();
        ctx.restore();
    },
});

/** Names of the quadrants in the corners, names of the points beside them. */
const names = (rows, corners, colours) => ({
    id: "cemNames",
    afterDatasetsDraw(chart) {
        const {ctx, chartArea} = chart;
        ctx.save();
        ctx.font = "12px sans-serif";
        ctx.fillStyle = colours.text;
        ctx.globalAlpha = 0.65;
        const {left, right, top, bottom} = chartArea;
        ctx.textAlign = "left";
        ctx.fillText(corners.concentrate, left + 6, top + 16);
        ctx.fillText(corners.low, left + 6, bottom - 8);
        ctx.textAlign = "right";
        ctx.fillText(corners.keep, right - 6, top + 16);
        ctx.fillText(corners.overkill, right - 6, bottom - 8);
        ctx.globalAlpha = 1;
        const taken = [];
        chart.getDatasetMeta(0).data.forEach((element, index) => {
            const {name} = rows[index];
            const isFar = element.x > (left + right) / 2;
            ctx.textAlign = isFar ? "right" : "left";
            const x = element.x + (isFar ? -10 : 10);
            const from = isFar ? x - ctx.measureText(name).width : x;
            const to = from + ctx.measureText(name).width;
            let y = element.y + 4;
            // one name above the other where two points lie close together
            const isTaken = () =>
                taken.some(
                    (box) =>
                        from < box.to && to > box.from && Math.abs(y - box.y) < LINE
                );
            while (isTaken() && y > top + LINE) {
                y -= LINE;
            }
            taken.push({from, to, y});
            ctx.fillText(name, x, y);
        });
        ctx.restore();
    },
});

export function importanceConfig({rows, cross, corners, axes}, colours) {
    const bounds = (values, line) => {
        const all = [...values, line];
        return {
            suggestedMin: Math.max(Math.min(...all) - 1, 0),
            suggestedMax: Math.min(Math.max(...all) + 1, 10),
        };
    };
    const across = rows.map((row) => row.experience.value);
    const up = rows.map((row) => row.importance.value);
    return {
        type: "scatter",
        data: {
            datasets: [
                {
                    data: rows.map((_row, i) => ({x: across[i], y: up[i]})),
                    pointRadius: rows.map((row) => (row.is_key ? 8 : 6)),
                    pointStyle: rows.map((row) => (row.is_key ? "rectRot" : "circle")),
                    backgroundColor: rows.map((row) =>
                        row.is_key ? colours.bad : colours.line
                    ),
                },
            ],
        },
        options: {
            scales: {
                x: {
                    ...bounds(across, cross.experience),
                    title: {display: true, text: axes.x},
                },
                y: {
                    ...bounds(up, cross.importance),
                    title: {display: true, text: axes.y},
                },
            },
            plugins: {...NO_LEGEND, tooltip: {enabled: false}},
        },
        plugins: [crossHair(cross, colours), names(rows, corners, colours)],
    };
}

/** Weighted gaps, each bar beginning where the one before ended. */
export function waterfallConfig({labels, steps, text}, colours) {
    return {
        type: "bar",
        data: {
            labels,
            datasets: [
                {
                    data: steps.map((step) => [step.from, step.to]),
                    backgroundColor: colours.bad,
                    borderSkipped: false,
                    maxBarThickness: 48,
                },
            ],
        },
        options: {
            scales: {x: {}, y: {suggestedMax: 0}},
            plugins: {
                ...NO_LEGEND,
                tooltip: {
                    displayColors: false,
                    callbacks: {label: (item) => text(steps[item.dataIndex])},
                },
            },
        },
    };
}

/** Whiskers of the intervals over horizontal bars. */
const whiskers = (rows, colours) => ({
    id: "cemWhiskers",
    afterDatasetsDraw(chart) {
        const {ctx, scales} = chart;
        ctx.save();
        ctx.strokeStyle = colours.text;
        ctx.lineWidth = 1.5;
        chart.getDatasetMeta(0).data.forEach((element, index) => {
            const {low, high} = rows[index];
            const [from, to] = [low, high].map((end) => scales.x.getPixelForValue(end));
            ctx.beginPath();
            ctx.moveTo(from, element.y);
            ctx.lineTo(to, element.y);
            for (const end of [from, to]) {
                ctx.moveTo(end, element.y - 4);
                ctx.lineTo(end, element.y + 4);
            }
            ctx.stroke();
        });
        ctx.restore();
    },
});

/** Shares of the drivers, largest first; pale where chance may explain it. */
export function driversConfig({rows, text}, colours) {
    return {
        type: "bar",
        data: {
            labels: rows.map((row) => row.name),
            datasets: [
                {
                    data: rows.map((row) => row.share),
                    backgroundColor: rows.map((row) =>
                        row.significant ? colours.line : colours.band
                    ),
                    maxBarThickness: 28,
                },
            ],
        },
        options: {
            indexAxis: "y",
            scales: {
                // the whiskers are part of the picture
                x: {
                    beginAtZero: true,
                    suggestedMax: Math.max(0, ...rows.map((row) => row.high || 0)),
                },
                y: {grid: {display: false}},
            },
            plugins: {
                ...NO_LEGEND,
                tooltip: {
                    displayColors: false,
                    callbacks: {label: (item) => text(rows[item.dataIndex])},
                },
            },
        },
        plugins: [whiskers(rows, colours)],
    };
}
