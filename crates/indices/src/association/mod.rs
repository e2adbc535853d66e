//! How climate and absence go together over units: counts with exposure, and correlations corrected for unreliability.
