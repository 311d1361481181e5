{{ county_mart('functional', 'class') }}
